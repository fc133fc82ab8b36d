/** The one contract between faces and services: whatever a screen can do stands here (DESIGN: one typed contract, every border). */
import { appApi } from './api/app.ts';
import { chatApi } from './api/chat.ts';
import { datasetsApi } from './api/datasets.ts';
import { modelsApi } from './api/models.ts';
import { recipesApi } from './api/recipes.ts';
import { runsApi } from './api/runs.ts';
import { settingsApi } from './api/settings.ts';
import { tasksApi } from './api/tasks.ts';

export const api = {
  ...appApi,
  ...tasksApi,
  ...datasetsApi,
  ...modelsApi,
  ...recipesApi,
  ...runsApi,
  ...chatApi,
  ...settingsApi,
};

export type Api = typeof api;
