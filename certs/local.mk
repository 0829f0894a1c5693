# Hierarchies that a scenario names: certs/NAME.yaml.
certsdir = $(pkgdatadir)/certs
dist_certs_DATA = \
	certs/amazon.yaml \
	certs/amazon-rds.yaml \
	certs/cdn-2026.yaml \
	certs/default.yaml \
	certs/digicert.yaml \
	certs/diginotar.yaml \
	certs/entrust.yaml \
	certs/godaddy.yaml \
	certs/google-trust.yaml \
	certs/letsencrypt-2016.yaml \
	certs/letsencrypt-2020.yaml \
	certs/letsencrypt-2024.yaml \
	certs/letsencrypt-2026.yaml \
	certs/private-ca.yaml \
	certs/sectigo.yaml \
	certs/symantec.yaml \
	$(NULL)
