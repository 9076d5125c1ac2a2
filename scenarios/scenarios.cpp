#include "models/network.hpp"
