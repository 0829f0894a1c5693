/* The entries of the client table, which pin/client.c lists, and what their files share. Others
 * find them by name. */
#ifndef PINLAB_PIN_CLIENTS_LIST_H
#define PINLAB_PIN_CLIENTS_LIST_H

#include "pin/client.h"
#include "pin/reader.h"

#define PL_FORM(form) (1u << PL_FORM_##form)
#define PL_HASH(hash) (1u << PL_HASH_##hash)
#define PL_SPELLED(spelling) (1u << PL_SPELLED_##spelling)

extern const struct pl_client pl_client_generic;
extern const struct pl_client pl_client_leaf_only;
extern const struct pl_client pl_client_any_presented;
extern const struct pl_client pl_client_ca_only;
extern const struct pl_client pl_client_curl;
extern const struct pl_client pl_client_okhttp;

#endif
