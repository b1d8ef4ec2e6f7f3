#ifndef HEDDLE_SRC_GUARD_OWN_DATA_H_
#define HEDDLE_SRC_GUARD_OWN_DATA_H_

/// Marks a variable as the explorer's own: that it changes is not the scenario's doing (see
/// data_segment.h).
#define HEDDLE_OWN_DATA [[gnu::section("heddle_own_data")]]

#endif  // HEDDLE_SRC_GUARD_OWN_DATA_H_
