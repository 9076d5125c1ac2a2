#include "models/inventory.hpp"
