noinst_LIBRARIES += libplrun.a
libplrun_a_SOURCES = \
	src/run/evidence.c \
	src/run/evidence.h \
	src/run/file.c \
	src/run/jobs.c \
	src/run/jobs.h \
	src/run/select.c \
	src/run/select.h \
	src/run/tags.c \
	src/run/tags.h \
	$(NULL)
