# find_package(heddle): the targets heddle::heddle, which is <heddle/heddle.h>, and, where GoogleTest is,
# heddle::gtest, which is <heddle/gtest.h> as well.
#
# An executable that links heddle::heddle has Heddle's operator new and delete, allocation of exceptions,
# exit, _exit and quick_exit in place of the C and C++ libraries'. They do as those do, but within an exploration. Link
# it to executables, not to shared libraries.

include(CMakeFindDependencyMacro)
find_dependency(fmt)
find_dependency(Threads)
find_package(GTest QUIET)

get_filename_component(_heddle_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET heddle::heddle)
  add_library(heddle::heddle STATIC IMPORTED)
  set_target_properties(heddle::heddle PROPERTIES
    IMPORTED_LOCATION "${_heddle_prefix}/lib/libheddle.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_heddle_prefix}/include"
    INTERFACE_COMPILE_FEATURES cxx_std_20
    # Optimized in every build type: an exploration takes ten times as long without. What lies on the stack is set to
    # zero, so that it does not tell equal states apart.
    INTERFACE_COMPILE_OPTIONS
      "$<$<COMPILE_LANGUAGE:CXX>:-O2>;$<$<COMPILE_LANGUAGE:CXX>:-ftrivial-auto-var-init=zero>"
    INTERFACE_LINK_LIBRARIES "fmt::fmt;Threads::Threads")
endif()

if(TARGET GTest::gmock AND NOT TARGET heddle::gtest)
  add_library(heddle::gtest STATIC IMPORTED)
  set_target_properties(heddle::gtest PROPERTIES
    IMPORTED_LOCATION "${_heddle_prefix}/lib/libheddle_gtest.a"
    INTERFACE_LINK_LIBRARIES "heddle::heddle;GTest::gmock;GTest::gtest")
endif()

unset(_heddle_prefix)
