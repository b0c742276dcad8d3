"""`make worksheets`: write the PDF and the spreadsheet of each sheet, in each language.

Names of sheets or of courses as arguments: these only.
"""

import sys

from worksheets import books, printing
from worksheets.sources import sheets


def main(wanted: list[str]) -> None:
    for sheet in sheets():
        if wanted and not {sheet.course, sheet.name} & set(wanted):
            continue
        sheet.pdf.parent.mkdir(parents=True, exist_ok=True)
        sheet.pdf.write_bytes(printing.printed(sheet))
        print(f"{sheet.pdf.stat().st_size:>7,}  {sheet.course}/{sheet.pdf.name}")
        if sheet.ods:
            sheet.ods.write_bytes(books.written(sheet))
            print(f"{sheet.ods.stat().st_size:>7,}  {sheet.course}/{sheet.ods.name}")


main(sys.argv[1:])
