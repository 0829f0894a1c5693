noinst_LIBRARIES += libplcli.a
libplcli_a_CPPFLAGS = $(AM_CPPFLAGS) -DPKGDATADIR='"$(pkgdatadir)"'
libplcli_a_SOURCES = \
	src/cli/args.c \
	src/cli/catalog.c \
	src/cli/catalog.h \
	src/cli/catalog_files.c \
	src/cli/catalog_fleet.c \
	src/cli/certs.c \
	src/cli/certs.h \
	src/cli/cmd_backtest.c \
	src/cli/cmd_check.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_export.c \
	src/cli/cmd_help.c \
	src/cli/cmd_inspect.c \
	src/cli/cmd_key.c \
	src/cli/cmd_lab.c \
	src/cli/cmd_list.c \
	src/cli/cmd_matrix.c \
	src/cli/cmd_new.c \
	src/cli/cmd_pins.c \
	src/cli/cmd_rehearse.c \
	src/cli/cmd_plan.c \
	src/cli/cmd_run.c \
	src/cli/cmd_schema.c \
	src/cli/cmd_serve.c \
	src/cli/command.h \
	src/cli/commands.c \
	src/cli/commands.h \
	src/cli/connect.c \
	src/cli/connect.h \
	src/cli/dispatch.c \
	src/cli/dispatch.h \
	src/cli/explain.h \
	src/cli/explain_word.c \
	src/cli/gate_inputs.c \
	src/cli/gate_inputs.h \
	src/cli/help.c \
	src/cli/inputs.c \
	src/cli/inputs.h \
	src/cli/key_show.c \
	src/cli/key_show.h \
	src/cli/list.h \
	src/cli/list_coverage.c \
	src/cli/list_incidents.c \
	src/cli/options.h \
	src/cli/password.c \
	src/cli/password.h \
	src/cli/pinfiles.c \
	src/cli/pinfiles.h \
	src/cli/pins_compare.c \
	src/cli/pins_convert.c \
	src/cli/places.c \
	src/cli/places.h \
	src/cli/serve.h \
	src/cli/serve_anchors.c \
	src/cli/serve_answer.c \
	src/cli/serve_follow.c \
	src/cli/serve_intro.c \
	src/cli/serve_now.c \
	src/cli/serve_reach.c \
	src/cli/serve_tell.c \
	src/cli/settings.c \
	src/cli/settings.h \
	src/cli/shared.c \
	src/cli/shared.h \
	src/cli/terminal.c \
	src/cli/terminal.h \
	$(NULL)

bin_PROGRAMS += pinlab
pinlab_SOURCES = src/cli/main.c
pinlab_LDADD = $(CLI_FLOOR) $(ALL_LIBS)
