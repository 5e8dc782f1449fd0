import { expect, test } from 'vitest'
import { looksBroken } from './broken.ts'

test.each([
  ['Çäðàâñòâóéòå! Âàø çàêàç ãîòîâ'],
  ['гДПЮБЯРБСИРЕ! бЮЬ ГЮЙЮГ ЦНРНБ'],
  ['Р—РґСЂР°РІСЃС‚РІСѓР№С‚Рµ, РІР°С€ Р·Р°РєР°Р·'],
  ['Ð—Ð´Ñ€Ð°Ð²ÑÑ‚Ð²ÑƒÐ¹Ñ‚Ðµ'],
  ['\ufffd\ufffd\ufffd\ufffd\ufffd! \ufffd\ufffd'],
])('broken: %s', (text) => expect(looksBroken(text)).toBe(true))

test.each([
  ['Здравствуйте! Ваш заказ № 4471 готов, ООО «Метиз»'],
  ['Grüße aus München, à bientôt, señor'],
  ['Plain words, 100 €'],
  ['ЗДРАВСТВУЙТЕ, СРОЧНО! iPhone и МакБук'],
  [''],
])('whole: %s', (text) => expect(looksBroken(text)).toBe(false))
