/** From one node to the next, and what of each can be pressed. */
export const NODE_STEP_PX = 24;
export const MAIN_LANE_PX = 112;
export const COPY_LANE_PX = 40;
export const AXIS_PX = 26;
/** The line of the chain itself, a little low: the labels stand above it. */
export const MAIN_Y = MAIN_LANE_PX / 2 + 8;
