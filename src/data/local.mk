noinst_LIBRARIES += libpldata.a
libpldata_a_SOURCES = \
	src/data/builder.c \
	src/data/csv.c \
	src/data/csv.h \
	src/data/doc.c \
	src/data/doc.h \
	src/data/doc_internal.h \
	src/data/json.h \
	src/data/json_read.c \
	src/data/json_write.c \
	src/data/node.c \
	src/data/node.h \
	src/data/plist.c \
	src/data/plist.h \
	src/data/xml.c \
	src/data/xml.h \
	src/data/xml_check.c \
	src/data/xml_explain.c \
	src/data/xml_internal.h \
	src/data/xml_write.c \
	src/data/yaml.c \
	src/data/yaml.h \
	src/data/yaml_check.c \
	src/data/yaml_explain.c \
	src/data/yaml_internal.h \
	src/data/yaml_write.c \
	$(NULL)
