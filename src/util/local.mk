noinst_LIBRARIES += libplutil.a
libplutil_a_SOURCES = \
	src/util/buf.c \
	src/util/buf.h \
	src/util/cleanup.c \
	src/util/cleanup.h \
	src/util/compiler.h \
	src/util/draft.c \
	src/util/draft.h \
	src/util/encode.c \
	src/util/error.c \
	src/util/error.h \
	src/util/file.c \
	src/util/file.h \
	src/util/folder.c \
	src/util/map.c \
	src/util/map.h \
	src/util/share.c \
	src/util/share.h \
	src/util/mem.c \
	src/util/mem.h \
	src/util/ref.h \
	src/util/text.c \
	src/util/text.h \
	src/util/time.c \
	src/util/time.h \
	src/util/width.c \
	src/util/zone.c \
	$(NULL)
