import {cardViews} from "./card-views.ts";
import {historyViews} from "./history-views.ts";
import {scenarioInputs} from "./scenario-inputs.ts";
import {waterfallViews} from "./waterfall-views.ts";

/** What the views and inputs say that few pages have. It comes with the first of them. */
export const rare = {...historyViews, ...cardViews, ...waterfallViews, ...scenarioInputs} as const;
