// SPDX-License-Identifier: Apache-2.0
// What the server answers, as far as the page shows it. Names are those of the command line's summaries and tables.

export interface Step {
    step: number;
    element: "valve" | "regulator";
    /** Id of the valve or regulator; where a pipe is squeezed, the place. */
    id: string;
    action: string;
    action_text: string;
    why_text: string;
    x_m: number | null;
    y_m: number | null;
}

export interface Lost {
    id: string;
    cause?: string;
    x_m: number | null;
    y_m: number | null;
}

export interface Closure {
    status: string;
    pipes: string[];
    pipes_cut_off: string[];
    valves: string[];
    /** Every operation in its order. */
    steps: Step[];
    customers_inside: number;
    customers_cut_off: number;
    customers_low_pressure: number;
    households_inside: number;
    households_cut_off: number;
    special: string[];
    linepack_s: number | null;
    customers: Lost[];
    customers_total: number;
}

/** How far a minute's release reaches, metres, and what stands within; null: nobody can say. */
export interface Footprint {
    reach_m: number;
    lethal_m: number;
    households: number | null;
    people: number | null;
    /** Missing in scenarios kept before these were counted. */
    unknown_household_places?: number;
    unknown_people_places?: number;
}

export interface Incident {
    status: string;
    explanation: string;
    released_kg: number;
    peak_release_kg_s: number;
    isolated_s: number | null;
    duration_s: number | null;
    restored_s: number | null;
    customers_out: number;
    households_out: number;
    customer_hours: number;
    grade: string;
    damages: { pipe: string; x_m: number | null; y_m: number | null }[];
    footprint: Footprint;
    plan: Closure;
    timeline: { t_s: number; event: string; released_kg: number; customers_out: number }[];
}

export interface Comparison {
    a: Record<string, unknown>;
    b: Record<string, unknown>;
    difference: Record<string, number>;
    only_in_a_total: number;
    only_in_b_total: number;
}

export interface PlanPoint {
    budget_per_year: number;
    cost_cny: number;
    value: number;
    bound: number;
    projects: number;
    length_m: number;
}

export interface Planned {
    projects: number;
    years: number[];
    cost_cny: number;
    value: number;
    bound: number;
    gap: number;
    spent_cny: number[];
    pipe_ids: string[];
    pipe_years: number[];
}
