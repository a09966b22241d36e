#include "eval/report.h"
