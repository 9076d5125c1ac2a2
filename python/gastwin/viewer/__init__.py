# SPDX-License-Identifier: Apache-2.0
"""The map page: what it is told (Python, this package) and how it shows it (TypeScript, src/, bundled by build.mjs).

`page.html_page()` gives the offline file, `data.page_data()` the same data alone, for a server. texts.json holds every
word of the page in English and Chinese, for both sides.
"""
