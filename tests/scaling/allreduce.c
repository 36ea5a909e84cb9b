// The all-reduce itself, as a plain C program: median seconds of an in-place MPI_Allreduce of N floats.
// mpicc -O2 allreduce.c -o allreduce && mpirun -n 2 ./allreduce 2797034
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  enum { REPEATS = 200, WARM = 20 };
  int rank, count = argc > 1 ? atoi(argv[1]) : 2797034;
  double seconds[REPEATS];
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  float *values = malloc(sizeof(float) * count);
  for (int i = 0; i < count; i++) values[i] = 0;
  for (int i = -WARM; i < REPEATS; i++) {
    MPI_Barrier(MPI_COMM_WORLD);
    double start = MPI_Wtime();
    MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    if (i >= 0) seconds[i] = MPI_Wtime() - start;
  }
  qsort(seconds, REPEATS, sizeof(double), ascending);
  if (rank == 0) printf("%.6f\n", seconds[REPEATS / 2]);
  MPI_Finalize();
  return 0;
}
