check_PROGRAMS += tests/data/test_yaml
tests_data_test_yaml_SOURCES = tests/data/test_yaml.c tests/tap.h
tests_data_test_yaml_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

check_PROGRAMS += tests/data/test_yaml_write
tests_data_test_yaml_write_SOURCES = tests/data/test_yaml_write.c tests/tap.h
tests_data_test_yaml_write_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

check_PROGRAMS += tests/data/test_json
tests_data_test_json_SOURCES = tests/data/test_json.c tests/tap.h
tests_data_test_json_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

check_PROGRAMS += tests/data/test_csv
tests_data_test_csv_SOURCES = tests/data/test_csv.c tests/tap.h
tests_data_test_csv_LDADD = $(DATA_FLOOR) $(DATA_LIBS)
check_PROGRAMS += tests/data/test_xml
tests_data_test_xml_SOURCES = tests/data/test_xml.c tests/tap.h
tests_data_test_xml_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

check_PROGRAMS += tests/data/test_plist
tests_data_test_plist_SOURCES = tests/data/test_plist.c tests/tap.h
tests_data_test_plist_LDADD = $(DATA_FLOOR) $(DATA_LIBS)
