# SPDX-License-Identifier: Apache-2.0
"""Papers for people who sign them: one description of a paper, and its two forms, a page for print and a workbook.

`paper.py` says what a paper is made of, `drawing.py` and `maps.py` what is drawn; `page.py` and `xlsx_layout.py` give
them their form. Tables of many rows go by `xlsx.py` and `csv_tables.py`. What a plan, a risk list or a progress report
says stands in the modules of their names.
"""
