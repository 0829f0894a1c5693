/* Whether two models say the same; positions and the file's name aside. */
#ifndef PINLAB_TESTS_SCENARIO_SAME_H
#define PINLAB_TESTS_SCENARIO_SAME_H

#include "lab/model.h"

/* NULL when they do, else what differs. */
const char *models_differ(const struct pl_model *a, const struct pl_model *b);

#endif
