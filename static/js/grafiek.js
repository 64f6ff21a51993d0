// "Bekijk interactief": fetches Plotly and the figure only when somebody asks for it.
// The drawing of the server stays until the new one is ready, and comes back on request.
(() => {
  const DAYS = ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"];
  const MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
    "september", "oktober", "november", "december"];
  const SHORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  let plotly = null;
  const load = ({ plotly: src, css }) => plotly ??= new Promise((resolve, reject) => {
    // With this id and class Plotly leaves out its own <style>, which the CSP would refuse.
    document.head.append(Object.assign(document.createElement("link"), {
      rel: "stylesheet", id: "plotly.js-style-global", className: "no-inline-styles", href: css,
    }));
    document.head.append(Object.assign(document.createElement("script"), {
      src, fetchPriority: "low", onload: () => resolve(globalThis.Plotly), onerror: reject,
    }));
  }).then((Plotly) => {
    Plotly.register({
      moduleType: "locale",
      name: "nl",
      dictionary: {},
      format: {
        days: DAYS, shortDays: DAYS.map((d) => d.slice(0, 2)), months: MONTHS, shortMonths: SHORT,
        date: "%-d-%-m-%Y", decimal: ",", thousands: ".",
      },
    });
    return Plotly;
  }).catch((error) => { plotly = null; throw error; });

  // The house style of every figure, the same as that of the server's drawings.
  const template = () => {
    const ink = token("--basis-color-default-color-document");
    const line = token("--basis-color-default-border-subtle");
    return {
      layout: {
        font: { family: token("--basis-text-font-family-default"), size: 14, color: ink },
        colorway: [1, 2, 3, 4, 5, 6].map((n) => token(`--rp-reeks-${n}`)),
        separators: ",.",
        showlegend: false,
        margin: { l: 72, r: 120, t: 10, b: 40 },
        hovermode: "x unified",
        paper_bgcolor: "transparent",
        plot_bgcolor: "transparent",
        hoverlabel: { bgcolor: token("--basis-color-default-bg-document"), bordercolor: line },
        xaxis: { showgrid: false, fixedrange: true, linecolor: line },
        yaxis: {
          gridcolor: line, rangemode: "tozero", fixedrange: true, zerolinecolor: ink,
          exponentformat: "none", separatethousands: true,
        },
      },
    };
  };

  const draw = async (button) => {
    const place = document.getElementById(button.dataset.doel);
    const still = place.firstElementChild;
    const [Plotly, answer] = await Promise.all([load(button.dataset), fetch(button.dataset.figuur)]);
    if (!answer.ok) throw new Error(answer.status);
    const { data, layout } = await answer.json();
    const canvas = document.createElement("div");
    const height = Math.max(320, Math.round(still.getBoundingClientRect().height));
    place.append(canvas);
    still.hidden = true;
    try {
      await Plotly.newPlot(canvas, data, { ...layout, height, template: template() }, {
        locale: "nl", displaylogo: false, displayModeBar: false, responsive: true,
      });
    } catch (error) {
      still.hidden = false;
      canvas.remove();
      throw error;
    }
    return { still, canvas, Plotly };
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-figuur]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    if (!button.drawn) {
      const text = button.textContent;
      button.setAttribute("aria-busy", "true");
      button.textContent = "Bezig met laden (0,4 MB)";
      try {
        button.drawn = await draw(button);
        button.interactive = text;
      } catch {
        document.getElementById("fout").textContent =
          "De interactieve grafiek laadt niet. De gewone grafiek klopt wel. Probeer het opnieuw.";
        button.textContent = text;
        return;
      } finally {
        button.removeAttribute("aria-busy");
      }
    } else {
      button.drawn.still.hidden = !button.drawn.still.hidden;
      button.drawn.canvas.hidden = !button.drawn.canvas.hidden;
      button.textContent = button.drawn.still.hidden ? "Toon de gewone grafiek" : button.interactive;
      if (button.drawn.still.hidden) button.drawn.Plotly.Plots.resize(button.drawn.canvas);
      return;
    }
    button.textContent = "Toon de gewone grafiek";
  });
})();
