"""Files as people upload them, good and hostile, made here so that nobody has to keep them."""

import io
import zipfile
from functools import cache

import pypdf
import typst
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

OOXML = "application/vnd.openxmlformats-officedocument"
HOOFD = {
    "word/document.xml": f"{OOXML}.wordprocessingml.document.main+xml",
    "xl/workbook.xml": f"{OOXML}.spreadsheetml.sheet.main+xml",
    "ppt/presentation.xml": f"{OOXML}.presentationml.presentation.main+xml",
}


@cache
def pdf(tekst: str = "Begroting 2027", *, bladzijden: int = 1, met_labels: bool = True) -> bytes:
    """A PDF with this text; tagged for who listens to it, unless told otherwise."""
    bron = '#set document(title: "Stuk")\n#set page(width: 10cm, height: 10cm)\n' + tekst
    bron += "\n#pagebreak()\nVerder." * (bladzijden - 1)
    if met_labels:
        return typst.compile(bron.encode(), format="pdf", pdf_standards=["ua-1"])
    schrijver = pypdf.PdfWriter()
    for bladzijde in pypdf.PdfReader(io.BytesIO(pdf(tekst, bladzijden=bladzijden))).pages:
        schrijver.add_page(bladzijde)
    return _bytes(schrijver)


def _bytes(schrijver: pypdf.PdfWriter) -> bytes:
    uit = io.BytesIO()
    schrijver.write(uit)
    return uit.getvalue()


def _schrijver(bladzijden: int = 1) -> pypdf.PdfWriter:
    schrijver = pypdf.PdfWriter()
    for _ in range(bladzijden):
        schrijver.add_blank_page(200, 200)
    return schrijver


def lege_pdf(bladzijden: int) -> bytes:
    return _bytes(_schrijver(bladzijden))


def pdf_met_wachtwoord(open_met: str = "geheim") -> bytes:
    schrijver = _schrijver()
    schrijver.encrypt(open_met, "eigenaar", algorithm="AES-256")
    return _bytes(schrijver)


def pdf_met_script() -> bytes:
    schrijver = _schrijver()
    actie = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('hallo')")}
    schrijver.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject(naam): waarde for naam, waarde in actie.items()}
    )
    return _bytes(schrijver)


def pdf_met_actie(soort: str = "/Launch") -> bytes:
    """A PDF that does something as soon as it is opened, or that a link on the page does."""
    schrijver = _schrijver()
    actie = DictionaryObject(
        {NameObject("/S"): NameObject(soort), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    link = DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject([]),
            # As another object: a look at the page alone does not find it.
            NameObject("/A"): schrijver._add_object(actie),
        }
    )
    schrijver.pages[0][NameObject("/Annots")] = ArrayObject([schrijver._add_object(link)])
    return _bytes(schrijver)


def pdf_met_bijlage() -> bytes:
    schrijver = _schrijver()
    schrijver.add_attachment("virus.exe", b"MZ")
    return _bytes(schrijver)


def pdf_zonder_einde() -> bytes:
    """A chain of pages that leads back to itself."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Count 1 /Kids [2 0 R] >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
    )


def pak(delen: dict[str, bytes], *, hoofd: str = "word/document.xml", typen: str = "") -> bytes:
    """A zip as Office makes it: with these parts, and a main part of this kind."""
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr(
            "[Content_Types].xml",
            f'<Types><Override PartName="/{hoofd}" ContentType="{typen or HOOFD[hoofd]}"/></Types>',
        )
        for naam, inhoud in delen.items():
            zip_.writestr(naam, inhoud)
    return uit.getvalue()


def docx(tekst: str = "Begroting 2027", **delen: bytes) -> bytes:
    alinea = f'<w:document xmlns:w="w"><w:p><w:r><w:t>{tekst}</w:t></w:r></w:p></w:document>'
    return pak({"word/document.xml": alinea.encode()} | delen)


def xlsx(*cellen: str) -> bytes:
    rijen = "".join(f"<c><v>{cel}</v></c>" for cel in cellen)
    return pak(
        {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": rijen.encode()},
        hoofd="xl/workbook.xml",
    )


def pptx(tekst: str = "Stand van zaken") -> bytes:
    return pak(
        {
            "ppt/presentation.xml": b"<p/>",
            "ppt/slides/slide1.xml": f"<a:p><a:t>{tekst}</a:t></a:p>".encode(),
        },
        hoofd="ppt/presentation.xml",
    )


def odt(tekst: str = "Begroting 2027", manifest: bytes = b"<manifest/>") -> bytes:
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w") as zip_:
        zip_.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        zip_.writestr("META-INF/manifest.xml", manifest)
        zip_.writestr("content.xml", f"<text:p>{tekst}</text:p>")
    return uit.getvalue()


def _in_zip(bytes_: bytes, oud: bytes, nieuw: bytes) -> bytes:
    """The same zip with one piece of its bookkeeping changed, as a tool of an attacker does."""
    assert len(oud) == len(nieuw)
    assert oud in bytes_
    return bytes_.replace(oud, nieuw)


def zip_bom() -> bytes:
    """300 MB of nothing in 300 kB."""
    return docx(**{"word/media/plaat.bin": bytes(300 * 1024 * 1024)})


def zip_bom_die_liegt() -> bytes:
    """The list of contents says 1 byte; 60 MB comes out."""
    groot = 60 * 1024 * 1024
    bom = docx(**{"word/media/plaat.bin": bytes(groot)})
    return _in_zip(bom, groot.to_bytes(4, "little"), (1).to_bytes(4, "little"))


def zip_met_wachtwoord() -> bytes:
    """The flag of each part says that it is locked."""
    inhoud = bytearray(docx())
    for teken, plek in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = 0
        while (begin := inhoud.find(teken, begin)) >= 0:
            inhoud[begin + plek] |= 1
            begin += 4
    return bytes(inhoud)


def duizend_mappen() -> bytes:
    return docx(**{f"word/media/{n}.xml": b"" for n in range(5_001)})


def beeld(soort: str = "PNG", maat: tuple[int, int] = (40, 30), **opties) -> bytes:
    uit = io.BytesIO()
    Image.radial_gradient("L").resize(maat).convert("RGB").save(uit, soort, **opties)
    return uit.getvalue()


def groot_beeld() -> bytes:
    """A picture of 90 million dots in a few kB."""
    uit = io.BytesIO()
    Image.new("1", (9_500, 9_500)).save(uit, "PNG")
    return uit.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
