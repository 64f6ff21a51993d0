"""Papers for the tests: small PDFs and pictures, made on the spot."""

import io

import typst
from PIL import Image
from pypdf import PdfReader, PdfWriter


def pdf(*teksten: str, breed: str = "210mm", hoog: str = "297mm", draai: int = 0) -> bytes:
    """A tagged PDF with one page per text, and a link to the web on each."""
    bladen = "\n#pagebreak()\n".join(
        f'= Blad\n{tekst}\n\n#link("https://voorbeeld.example/")[naar buiten]' for tekst in teksten
    )
    bron = f'#set document(title: "Los stuk")\n#set page(width: {breed}, height: {hoog})\n{bladen}'
    gemaakt = typst.compile(bron.encode())
    if not draai:
        return gemaakt
    schrijver, uit = PdfWriter(clone_from=io.BytesIO(gemaakt)), io.BytesIO()
    for bladzijde in schrijver.pages:
        bladzijde.rotate(draai)
    schrijver.write(uit)
    return uit.getvalue()


def plaatje(soort: str = "PNG", maat: tuple[int, int] = (40, 30), kleur: str = "#0b5a75") -> bytes:
    """A picture of one colour."""
    uit = io.BytesIO()
    Image.new("RGBA" if soort == "PNG" else "RGB", maat, kleur).save(uit, soort)
    return uit.getvalue()


# It begins as a PDF and ends as one; what is between leads nowhere.
GEBROKEN = (
    b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 9 0 R>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF"
)


def gebroken_bladzijde() -> bytes:
    """A PDF whose pages can be counted and measured, but whose text cannot be unpacked."""
    schrijver, uit = PdfWriter(clone_from=io.BytesIO(pdf("leesbaar"))), io.BytesIO()
    schrijver.write(uit)
    heel = uit.getvalue()
    inhoud = PdfReader(uit).pages[0]["/Contents"].get_object()
    return heel.replace(inhoud._data, b"\xff" * len(inhoud._data))
