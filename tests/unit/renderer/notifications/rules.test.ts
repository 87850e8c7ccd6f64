import { expect, it } from 'vitest';
import { type Attention, type News, tellingOf } from '../../../../src/renderer/features/notifications/rules.ts';

const here: Attention = {
  isOn: () => true,
  isBusy: false,
  urgentBreaksThrough: false,
  mayTellDesktop: true,
  isHere: true,
  isInView: false,
};
const mention: News = { sort: 'mentions', isUrgent: false };
const message: News = { sort: 'messages', isUrgent: false };
const urgent: News = { sort: 'messages', isUrgent: true };

it('tells who is meant in a notification, of all else in the status bar, and of what is in view in the ear alone', () => {
  expect(tellingOf(mention, here)).toBe('notification');
  expect(tellingOf(urgent, here)).toBe('notification');
  expect(tellingOf(message, here)).toBe('quiet');
  expect(tellingOf(mention, { ...here, isInView: true })).toBe('screen-reader');
});

it('tells the desktop while the window has no keyboard, where it may', () => {
  const away = { ...here, isHere: false, isInView: true };
  expect(tellingOf(message, away)).toBe('desktop');
  expect(tellingOf(message, { ...away, mayTellDesktop: false })).toBe('quiet');
  expect(tellingOf(mention, { ...away, mayTellDesktop: false })).toBe('notification');
});

it('says nothing to who does not want to be disturbed, but the urgent where that is allowed', () => {
  const busy = { ...here, isBusy: true };
  for (const news of [mention, message, urgent]) expect(tellingOf(news, busy)).toBe('nowhere');
  const open = { ...busy, urgentBreaksThrough: true };
  for (const news of [mention, message]) expect(tellingOf(news, open)).toBe('nowhere');
  expect(tellingOf(urgent, open)).toBe('notification');
});

it('keeps for later what no view counts as unread, and tells it aloud to who may be disturbed', () => {
  const sorts = ['comments', 'reviews', 'gatherings'] as const;
  for (const sort of sorts) {
    const news: News = { sort, isUrgent: false, isKept: true };
    expect(tellingOf(news, here)).toBe('notification');
    expect(tellingOf(news, { ...here, isHere: false })).toBe('desktop');
    expect(tellingOf(news, { ...here, isBusy: true })).toBe('centre');
    expect(tellingOf(news, { ...here, isBusy: true, isOn: (each) => each !== sort })).toBe('nowhere');
  }
});

it('says nothing of a sort that is turned off, but what is urgent', () => {
  const isOn = (sort: string) => sort !== 'mentions' && sort !== 'messages';
  expect(tellingOf(mention, { ...here, isOn })).toBe('nowhere');
  expect(tellingOf(urgent, { ...here, isOn })).toBe('notification');
  expect(tellingOf({ sort: 'joins', isUrgent: false }, { ...here, isOn })).toBe('quiet');
});
