noinst_LIBRARIES += libplscenario.a
libplscenario_a_SOURCES = \
	src/scenario/decode.c \
	src/scenario/decode.h \
	src/scenario/events.c \
	src/scenario/expects.c \
	src/scenario/file.c \
	src/scenario/file.h \
	src/scenario/hierarchy.c \
	src/scenario/hierarchy_file.c \
	src/scenario/place.c \
	src/scenario/scalar.c \
	src/scenario/scenario.c \
	src/scenario/scenario.h \
	src/scenario/strategies.c \
	$(NULL)
