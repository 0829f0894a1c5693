check_PROGRAMS += tests/util/test_mem
tests_util_test_mem_SOURCES = tests/util/test_mem.c tests/tap.h
tests_util_test_mem_LDADD = $(UTIL_FLOOR)

check_PROGRAMS += tests/util/test_map
tests_util_test_map_SOURCES = tests/util/test_map.c tests/tap.h
tests_util_test_map_LDADD = $(UTIL_FLOOR)

check_PROGRAMS += tests/util/test_time
tests_util_test_time_SOURCES = tests/util/test_time.c tests/tap.h
tests_util_test_time_LDADD = $(UTIL_FLOOR)

check_PROGRAMS += tests/util/test_text
tests_util_test_text_SOURCES = tests/util/test_text.c tests/tap.h
tests_util_test_text_LDADD = $(UTIL_FLOOR)

check_PROGRAMS += tests/util/test_encode
tests_util_test_encode_SOURCES = tests/util/test_encode.c tests/tap.h
tests_util_test_encode_LDADD = $(UTIL_FLOOR)

check_PROGRAMS += tests/util/test_error
tests_util_test_error_SOURCES = tests/util/test_error.c tests/tap.h
tests_util_test_error_LDADD = $(UTIL_FLOOR)

check_PROGRAMS += tests/util/test_file
tests_util_test_file_SOURCES = tests/util/test_file.c tests/tap.h
tests_util_test_file_LDADD = $(UTIL_FLOOR)

check_PROGRAMS += tests/util/test_share
tests_util_test_share_SOURCES = tests/util/test_share.c tests/tap.h
tests_util_test_share_LDADD = $(UTIL_FLOOR)
