noinst_LIBRARIES += libplscenario.a
libplscenario_a_SOURCES = \
	src/scenario/decode.c \
	src/scenario/decode.h \
	src/scenario/devices.c \
	src/scenario/emit.c \
	src/scenario/emit.h \
	src/scenario/emit_devices.c \
	src/scenario/emit_expect.c \
	src/scenario/emit_memory.c \
	src/scenario/emit_place.c \
	src/scenario/events.c \
	src/scenario/expects.c \
	src/scenario/file.c \
	src/scenario/file.h \
	src/scenario/hierarchy.c \
	src/scenario/hierarchy_file.c \
	src/scenario/issuer.c \
	src/scenario/lifetime.c \
	src/scenario/include.c \
	src/scenario/nodes.c \
	src/scenario/memory.c \
	src/scenario/place.c \
	src/scenario/provider.c \
	src/scenario/scalar.c \
	src/scenario/scenario.c \
	src/scenario/scenario.h \
	src/scenario/schema.c \
	src/scenario/schema_def.c \
	src/scenario/schema_def.h \
	src/scenario/source.c \
	src/scenario/source.h \
	src/scenario/strategies.c \
	src/scenario/template.c \
	src/scenario/variables.c \
	src/scenario/variants.c \
	src/scenario/write.c \
	$(NULL)
