"""Charts as SVG, drawn on the server: Vega-Lite specifications, whose every mark is a link to the rows behind it."""
