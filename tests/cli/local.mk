dist_check_SCRIPTS += \
	tests/cli/files.sh \
	tests/cli/help.sh \
	tests/cli/places.sh \
	tests/cli/run.sh \
	$(NULL)
EXTRA_DIST += tests/cli/lib.sh
