"""What the HTML page is made of: a style sheet, a script, and cytoscape.js 3.34.4 (MIT).

`cytoscape.min.js` is the file of that name in the npm package `cytoscape`, as it is published;
`cytoscape.LICENSE` is its licence.
"""
