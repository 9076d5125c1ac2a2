# SPDX-License-Identifier: Apache-2.0
"""Slips that a type checker should find before anything runs; each line that has one says which."""

import gastwin as gt

net = gt.synthetic_city(households=500)
state = gt.solve(net, frictoin="colebrook")  # call-arg
state = gt.solve(net, required_gauge_pressure_pa="1 kPa")  # arg-type
print(net.pipes)  # attr-defined
print(net.pipe.lenght_m)  # attr-defined
print(net.pipe.length_m.upper())  # attr-defined
print(state.node.velocity_m_s)  # attr-defined
print(state.iteration)  # attr-defined
state.status = 3  # assignment
gt.plan(net, gt.risk(net))  # call-arg
gt.plan(net, state, budget_per_year=1e6)  # arg-type
gt.criticality(net, "valves").demand_lost_kg_s.mean()  # attr-defined
gt.shutoff(net, 17).valves + 1  # operator
gt.solve(net, progress=3)  # arg-type
try:
    gt.Twin.open("nowhere.gpkg")
except gt.Error as error:
    print(error.layer.lower(), error.row + 1)  # operator
