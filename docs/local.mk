# The man page, the scenario reference, and the schemas of what is read and printed.
dist_man_MANS += docs/pinlab.1
dist_doc_DATA = docs/scenarios.md docs/backtest.md docs/pin-files.md
schemadir = $(pkgdatadir)
dist_schema_DATA = docs/pinlab-check.schema.json docs/pinlab-result.schema.json
# Where the first line of every scenario looks for it, here and installed.
scenario_schemadir = $(pkgdatadir)/scenarios
dist_scenario_schema_DATA = scenarios/scenario.schema.json
