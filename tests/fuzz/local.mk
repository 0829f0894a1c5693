# One libFuzzer target per parser of untrusted bytes. With --enable-fuzzers
# (CC=clang, --with-sanitizer=fuzzer-no-link,address,undefined) they become
# programs; always, their corpora are replayed as tests.

EXTRA_DIST += tests/fuzz/corpus tests/fuzz/require.h

check_PROGRAMS += \
	tests/fuzz/replay_yaml \
	tests/fuzz/replay_json \
	tests/fuzz/replay_csv \
	tests/fuzz/replay_history \
	tests/fuzz/replay_cert \
	tests/fuzz/replay_container \
	tests/fuzz/replay_path \
	tests/fuzz/replay_request \
	tests/fuzz/replay_sct \
	tests/fuzz/replay_scenario

tests_fuzz_replay_yaml_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_yaml.c
tests_fuzz_replay_yaml_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"yaml"'
tests_fuzz_replay_yaml_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_replay_json_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_json.c
tests_fuzz_replay_json_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"json"'
tests_fuzz_replay_json_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_replay_csv_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_csv.c
tests_fuzz_replay_csv_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"csv"'
tests_fuzz_replay_csv_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_replay_history_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_history.c
tests_fuzz_replay_history_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"history"'
tests_fuzz_replay_history_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

tests_fuzz_replay_cert_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_cert.c
tests_fuzz_replay_cert_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"cert"'
tests_fuzz_replay_cert_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_replay_container_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_container.c
tests_fuzz_replay_container_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"container"'
tests_fuzz_replay_container_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_replay_path_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_path.c
tests_fuzz_replay_path_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"cert"'
tests_fuzz_replay_path_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_replay_request_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_request.c
tests_fuzz_replay_request_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"request"'
tests_fuzz_replay_request_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_replay_sct_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_sct.c
tests_fuzz_replay_sct_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"sct"'
tests_fuzz_replay_sct_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_replay_scenario_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_scenario.c
tests_fuzz_replay_scenario_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"scenario"'
tests_fuzz_replay_scenario_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)

check_PROGRAMS += \
	tests/fuzz/replay_xml \
	tests/fuzz/replay_plist \
	tests/fuzz/replay_appfile

tests_fuzz_replay_xml_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_xml.c
tests_fuzz_replay_xml_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"xml"'
tests_fuzz_replay_xml_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_replay_plist_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_plist.c
tests_fuzz_replay_plist_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"plist"'
tests_fuzz_replay_plist_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_replay_appfile_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_appfile.c
tests_fuzz_replay_appfile_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"appfile"'
tests_fuzz_replay_appfile_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

check_PROGRAMS += \
	tests/fuzz/replay_pincode \
	tests/fuzz/replay_pintext

tests_fuzz_replay_pincode_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_pincode.c tests/fuzz/pins.h
tests_fuzz_replay_pincode_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"pincode"'
tests_fuzz_replay_pincode_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

tests_fuzz_replay_pintext_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_pintext.c tests/fuzz/pins.h
tests_fuzz_replay_pintext_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"pintext"'
tests_fuzz_replay_pintext_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

if FUZZERS
noinst_PROGRAMS += \
	tests/fuzz/fuzz_pincode \
	tests/fuzz/fuzz_pintext

tests_fuzz_fuzz_pincode_SOURCES = tests/fuzz/fuzz_pincode.c tests/fuzz/pins.h
tests_fuzz_fuzz_pincode_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_fuzz_fuzz_pincode_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_pincode_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

tests_fuzz_fuzz_pintext_SOURCES = tests/fuzz/fuzz_pintext.c tests/fuzz/pins.h
tests_fuzz_fuzz_pintext_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_fuzz_fuzz_pintext_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_pintext_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

noinst_PROGRAMS += \
	tests/fuzz/fuzz_xml \
	tests/fuzz/fuzz_plist \
	tests/fuzz/fuzz_appfile

tests_fuzz_fuzz_xml_SOURCES = tests/fuzz/fuzz_xml.c
tests_fuzz_fuzz_xml_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_xml_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_fuzz_plist_SOURCES = tests/fuzz/fuzz_plist.c
tests_fuzz_fuzz_plist_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_plist_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_fuzz_appfile_SOURCES = tests/fuzz/fuzz_appfile.c
tests_fuzz_fuzz_appfile_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_appfile_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

noinst_PROGRAMS += \
	tests/fuzz/fuzz_yaml \
	tests/fuzz/fuzz_json \
	tests/fuzz/fuzz_csv \
	tests/fuzz/fuzz_history \
	tests/fuzz/fuzz_cert \
	tests/fuzz/fuzz_container \
	tests/fuzz/fuzz_path \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_sct \
	tests/fuzz/fuzz_scenario

tests_fuzz_fuzz_yaml_SOURCES = tests/fuzz/fuzz_yaml.c
tests_fuzz_fuzz_yaml_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_yaml_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c
tests_fuzz_fuzz_json_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_json_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c
tests_fuzz_fuzz_csv_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_csv_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_fuzz_fuzz_history_SOURCES = tests/fuzz/fuzz_history.c
tests_fuzz_fuzz_history_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_history_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

tests_fuzz_fuzz_cert_SOURCES = tests/fuzz/fuzz_cert.c
tests_fuzz_fuzz_cert_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_cert_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_fuzz_container_SOURCES = tests/fuzz/fuzz_container.c
tests_fuzz_fuzz_container_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_container_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_fuzz_path_SOURCES = tests/fuzz/fuzz_path.c
tests_fuzz_fuzz_path_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_path_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c
tests_fuzz_fuzz_request_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_request_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_fuzz_sct_SOURCES = tests/fuzz/fuzz_sct.c
tests_fuzz_fuzz_sct_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_sct_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_fuzz_fuzz_scenario_SOURCES = tests/fuzz/fuzz_scenario.c
tests_fuzz_fuzz_scenario_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_scenario_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
endif

check_PROGRAMS += tests/fuzz/replay_report tests/fuzz/replay_http
tests_fuzz_replay_report_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_report.c
tests_fuzz_replay_report_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"report"'
tests_fuzz_replay_report_LDADD = $(PIN_FLOOR) $(PKI_LIBS)
tests_fuzz_replay_http_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_http.c
tests_fuzz_replay_http_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -DCORPUS='"http"'
tests_fuzz_replay_http_LDADD = $(NET_FLOOR) $(PKI_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_report tests/fuzz/fuzz_http
tests_fuzz_fuzz_report_SOURCES = tests/fuzz/fuzz_report.c
tests_fuzz_fuzz_report_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_report_LDADD = $(PIN_FLOOR) $(PKI_LIBS)
tests_fuzz_fuzz_http_SOURCES = tests/fuzz/fuzz_http.c
tests_fuzz_fuzz_http_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_http_LDADD = $(NET_FLOOR) $(PKI_LIBS)
endif
