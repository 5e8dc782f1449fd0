export type Matter = 'money' | 'papers' | 'delivery' | 'offer' | 'files' | 'thanks' | 'question' | 'other'

export const ANSWERS: Record<'ru' | 'en', Record<Matter, string[]>> = {
  ru: {
    money: [
      'Счёт {c:получил|получила}, {c:передал|передала} в бухгалтерию. Оплатим в ближайший платёжный день, платёжку пришлю.',
      'Спасибо, всё на месте. Бухгалтер спрашивает только, можно ли разбить на два платежа, 50 на 50?',
      'Вижу. Завтра до обеда проведём, если банк не будет капризничать.',
    ],
    papers: [
      'Документы у юриста, обещает посмотреть до завтра. Если замечаний не будет, вернём подписанные сразу.',
      'Принято, спасибо. Оригиналы отправите почтой или через ЭДО? Нам удобнее ЭДО.',
      'Посмотрели, всё устраивает. Подписываем.',
    ],
    delivery: [
      'Отлично, ждём. Попросите водителя позвонить за час, у нас пропускная система.',
      'Спасибо! Склад предупрежу, разгружать будем сами, погрузчик есть.',
      'Хорошо. На воротах пусть назовёт мою фамилию.',
    ],
    offer: [
      'Спасибо, посмотрю сегодня с руководителем и вернусь с ответом.',
      'Предложение {c:получил|получила}. В целом подходит, но цена чуть выше, чем {c:рассчитывал|рассчитывала}. Есть куда двигаться?',
      'Быстро вы. Сравним ещё с одним и решим на этой неделе, вы пока впереди.',
    ],
    files: [
      'Файл открылся, спасибо. Вечером посмотрю внимательно и напишу.',
      '{c:Получил|Получила}, всё читается. Если появятся вопросы, позвоню.',
    ],
    thanks: ['И вам спасибо! Хорошего дня.', 'Взаимно, приятно, когда всё по делу.'],
    question: [
      'Хороший вопрос, {c:сам|сама} не знаю. Уточню у главного инженера и отвечу до конца дня.',
      'Да, так и есть. Если нужны подробности, пришлю план.',
      'Скорее да, чем нет. Давайте созвонимся завтра после десяти?',
    ],
    other: ['Принято, спасибо, что держите в курсе.', '{c:Понял|Поняла}, договорились.', 'Хорошо, жду от вас вестей.'],
  },
  en: {
    money: [
      'Thank you, the invoice is with accounting. It will go out with the next payment run.',
      'Received. Could we split it into two payments, please?',
    ],
    papers: [
      'Thank you, our lawyer has it on the desk. I expect no surprises.',
      'All fine for us, we will return the signed copy tomorrow.',
    ],
    delivery: [
      'Perfect, the warehouse knows. Please ask the driver to call an hour before.',
      'Great, thank you. We have a forklift on site.',
    ],
    offer: [
      'Thank you for the quick offer. I will discuss it with the team and come back to you this week.',
      'Looks good. Is there any room on the price if we take everything at once?',
    ],
    files: [
      'The file opened fine, thank you. I will read it tonight.',
      'Received, thanks. I will call if anything is unclear.',
    ],
    thanks: ['Thank you too, have a nice day!', 'Likewise, always a pleasure.'],
    question: [
      'Good question, let me ask our engineer and come back to you today.',
      'Yes, exactly. Shall I send you the drawing?',
      'Rather yes than no. A short call tomorrow after ten?',
    ],
    other: [
      'Noted, thank you for keeping me posted.',
      'Understood, agreed.',
      'Fine with me, I look forward to hearing from you.',
    ],
  },
}

export const AWAY = {
  ru: {
    subject: 'Автоответ',
    text: 'Здравствуйте! Я в отпуске до понедельника и почту читаю редко. По срочным вопросам пишите Никите Гусеву, он в курсе всех объектов.',
  },
  en: {
    subject: 'Out of office',
    text: 'Hello! I am on holiday until Monday and read mail rarely. For anything urgent please write to Nikita Gusev.',
  },
}
