import fleet from '../boats.json' with { type: 'json' };
import { type Boat, leader, positionOf } from './fleet.ts';

const sea = document.querySelector<HTMLElement>('#sea');

function launch(boat: Boat): HTMLElement {
  const element = document.createElement('div');
  element.className = 'boat';
  element.textContent = boat === leader(fleet.boats) ? `⛵ ${boat.name} leads` : `⛵ ${boat.name}`;
  element.style.setProperty('--colour', boat.colour);
  sea?.append(element);
  return element;
}

const boats = fleet.boats.map((boat) => ({ boat, element: launch(boat) }));

function sail(milliseconds: number): void {
  for (const { boat, element } of boats) {
    const { x, y, tilt } = positionOf(boat, milliseconds / 1000, fleet.wind, window.innerWidth);
    element.style.transform = `translate(${x}px, ${y}px) rotate(${tilt}deg)`;
  }
  requestAnimationFrame(sail);
}

requestAnimationFrame(sail);
