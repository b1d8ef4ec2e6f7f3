/* Two tasks that append letters to one string, in Promela: a second judge of src/scenarios/shared_string.cc, with
   which it shares no code. semantics.md says what stands for what.

   What the tasks are is one of -DTHREADS, -DPROCESSES, -DMANAGER and -DCOROUTINES. Besides:
     -DFIRST=n -DSECOND=m   how often each appends: once at least, and 30 times in all at the most
     -DGUARD                an append holds a mutex
     -DONE_LETTER           both append the same letter: the string is as good as its length
     -DRACES                asserts that no two accesses of which one writes can be next to each other

   Each state in which nothing can go on prints a line "outcome ...". All of them come out where pan is compiled
   with -DNOREDUCE: the outcome is part of the state. */

/* A string is a number: after a leading 1, a binary digit for each letter; or it is its length. */
#ifdef ONE_LETTER
#define EMPTY 0
#define APPENDED(text, letter) (text + 1)
#define IS_COMPLETE(text) (text == FIRST + SECOND)
#else
#define EMPTY 1
#define APPENDED(text, letter) (2 * text + letter)
#define IS_COMPLETE(text) (text >> (FIRST + SECOND) == 1)
#endif

/* fork() gives each child a memory of its own; the parent's is the first. */
int a[3] = EMPTY;
#ifdef PROCESSES
#define MINE a[1 + letter]
#else
#define MINE a[0]
#endif

bit locked;

inline Lock() { atomic { !locked -> locked = 1 } }

/* The last step of an append, with what else it does: a task that has appended all its letters returns. */
inline Next() {
  left--;
  if
  :: left > 0 -> goto append
  :: else
  fi
}

#if defined(THREADS) || defined(PROCESSES)

active [2] proctype Task() {
  bit letter = _pid;
  byte left = (_pid == 0 -> FIRST : SECOND);
  int copy;
append:
#ifdef GUARD
  Lock();
#endif
load:
  copy = MINE;
store:
#ifdef GUARD
  d_step { MINE = APPENDED(copy, letter); copy = 0 };
  atomic { locked = 0; Next() }
#else
  atomic { MINE = APPENDED(copy, letter); copy = 0; Next() }
#endif
}

#endif

#ifdef MANAGER

/* A request and its answer are one rendezvous. */
chan get = [0] of { int };
chan set = [0] of { int };

active [2] proctype Task() {
  bit letter = _pid;
  byte left = (_pid == 0 -> FIRST : SECOND);
  int copy;
append:
#ifdef GUARD
  Lock();
#endif
  get?copy;
  set!APPENDED(copy, letter);
  atomic {
    copy = 0;
#ifdef GUARD
    locked = 0;
#endif
    Next()
  }
}

active proctype Manager() {
endServing:
  do
  :: get!a[0]
  :: set?a[0]
  od
}

#endif

#ifdef COROUTINES

chan next[2] = [0] of { bit };
chan yielded[2] = [0] of { bit };

active [2] proctype Generator() {
  bit letter = _pid;
  byte left = (_pid == 0 -> FIRST : SECOND);
  int copy;
  next[letter]?_;
append:
#ifdef GUARD
  Lock();
#endif
  copy = a[0];
  d_step { a[0] = APPENDED(copy, letter); copy = 0 };
#ifdef GUARD
  locked = 0;
#endif
  yielded[letter]!0;
  /* Nobody calls next() after the last yield: a generator may be left there. */
endYielded:
  next[letter]?_;
  atomic { Next() }
}

active proctype Driver() {
  byte turn = 0;
  do
  :: turn < FIRST || turn < SECOND ->
     if
     :: turn < FIRST -> next[0]!0; yielded[0]?_
     :: else
     fi;
     if
     :: turn < SECOND -> next[1]!0; yielded[1]?_
     :: else
     fi;
     turn++
  :: else -> break
  od
}

#endif

#ifdef RACES
#define BOTH(here, there) (Task[0]@here && Task[1]@there)
#define RACE (BOTH(load, store) || BOTH(store, load) || BOTH(store, store))
#endif

/* What the judge asserts, under names that its verdict shows: no part of a state. */
hidden byte race_free, complete;

/* Declared last: processes die in the order opposite to that of their birth, so nobody does before the end,
   and the states up to there are those of the tasks alone. */
active proctype Judge() {
  do
#ifdef RACES
  :: atomic { RACE -> assert(race_free) }  /* ends where it began, so it adds no state */
#endif
  :: atomic {
       timeout;
       c_code { Report(); };
       complete = IS_COMPLETE(a[0]);
       assert(complete);
       break
     }
  od
}

c_code {
  int Length(int text) {
    int length = 0;
    for (; text > 1; text /= 2) ++length;
    return length;
  }

  void Write(int text) {
#ifdef ONE_LETTER
    printf("%d", text);
#else
    for (int i = Length(text) - 1; i >= 0; --i) putchar((text >> i & 1) != 0 ? 'O' : 'o');
#endif
  }

  void Report() {
    printf("outcome ");
#ifdef PROCESSES
    for (int i = 0; i < 3; ++i) {
      printf("%s ", i == 0 ? "parent" : i == 1 ? ", first" : ", second");
      putchar('"'); /* SPIN cannot have an escaped one in a string */
      Write(now.a[i]);
      putchar('"');
    }
#else
    Write(now.a[0]);
#endif
    putchar('\n');
  }
}
