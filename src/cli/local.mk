noinst_LIBRARIES += libplcli.a
libplcli_a_SOURCES = \
	$(NULL)

bin_PROGRAMS += pinlab
pinlab_SOURCES = src/cli/main.c
pinlab_LDADD = $(CLI_FLOOR) $(ALL_LIBS)
