# Sourced by the launcher under an MPI launcher: which cores a process uses.

# Open MPI binds each of two processes to a single core unless told otherwise. Those of a host share its cores instead: the
# range of this one, out of those that its parent (mpirun, or its daemon) may use.
share_cores() {
  local size=${OMPI_COMM_WORLD_LOCAL_SIZE:-1} rank=${OMPI_COMM_WORLD_LOCAL_RANK:-0} part first last
  ((size > 1)) && [[ -n ${OMPI_MCA_orte_bound_at_launch:-} && -z ${OMPI_MCA_hwloc_base_binding_policy:-} ]] || return 0
  command -v taskset >/dev/null || return 0
  local -a cores=()
  for part in $(sed -n 's/^Cpus_allowed_list:\s*//p' "/proc/$PPID/status" | tr ',' ' '); do
    mapfile -t -O "${#cores[@]}" cores < <(seq "${part%-*}" "${part#*-}")
  done
  ((first = ${#cores[@]} * rank / size, last = ${#cores[@]} * (rank + 1) / size))
  ((last > first)) || return 0
  part=${cores[*]:first:last-first}
  taskset -pc "${part// /,}" $$ >/dev/null 2>&1 || true
}
