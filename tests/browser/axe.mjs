import AxeBuilder from '@axe-core/playwright'

/** @import { Page } from '@playwright/test' */

/**
 * axe-core on a page without frames of other origins: then it needs no second page to put its results together, which takes a
 * third of the time. Of rules that hold, it keeps no nodes.
 * @param {Page} page
 */
export const axe = (page) => new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode()
