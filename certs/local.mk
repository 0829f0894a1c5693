# Hierarchies that a scenario names: certs/NAME.yaml.
certsdir = $(pkgdatadir)/certs
dist_certs_DATA = \
	certs/default.yaml \
	certs/letsencrypt-2020.yaml \
	certs/letsencrypt-2026.yaml \
	certs/private-ca.yaml \
	$(NULL)
