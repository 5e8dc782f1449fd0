// The words of the command line. The page has its own message files; here everything must be said before those are there.
import type { Locale } from '../../shared/model/user.ts'

const WORDS = {
  'port-in-use': {
    ru: 'Порт {port} занят другой программой. Закройте её или укажите другой порт: --port.',
    en: 'Port {port} is used by another program. Close it or name another port: --port.',
  },
  'no-free-port': {
    ru: 'Порты с {from} по {to} заняты другими программами. Укажите свободный: --port.',
    en: 'The ports from {from} to {to} are used by other programs. Name a free one: --port.',
  },
  'no-network-host': {
    ru: 'Адрес {host} виден из сети, а соединение пока без HTTPS: пароли и письма шли бы открытым текстом. Оставьте 127.0.0.1 и поставьте перед программой прокси с HTTPS на этом же компьютере; его имя укажите в --allow-host.',
    en: 'The address {host} can be reached from the network, and the connection has no HTTPS yet: passwords and letters would travel in the open. Keep 127.0.0.1 and put a proxy with HTTPS before the program on this computer; name it with --allow-host.',
  },
  locked: {
    ru: 'Эта база уже открыта: программа {pid} на компьютере {host}, с {since}. Две программы испортили бы файл, поэтому вторая не запустилась. Закройте первую или укажите другую папку: --data.',
    en: 'This office is open already: program {pid} on the computer {host}, since {since}. Two programs would destroy the file, so the second did not start. Close the first one or name another folder: --data.',
  },
  'locked-at': {
    ru: 'Golub уже работает с этой базой: {address} (программа {pid} на компьютере {host}, с {since}). Две программы испортили бы файл, поэтому вторая не запустилась. Откройте этот адрес или укажите другую папку: --data.',
    en: 'Golub is already running with this office: {address} (program {pid} on the computer {host}, since {since}). Two programs would destroy the file, so the second did not start. Open this address or name another folder: --data.',
  },
  'locked-silent': {
    ru: 'База в папке {folder} открыта другой программой, и она не отвечает. Подождите несколько секунд и повторите; если не поможет, закройте её.',
    en: 'The office in {folder} is open in another program, which does not answer. Wait a few seconds and try again; if that does not help, close it.',
  },
  'network-share': {
    ru: 'Папка {folder} лежит на сетевом диске ({type}). Файл базы на таком диске портится при сбое сети. Укажите папку на диске этого компьютера: --data.',
    en: 'The folder {folder} lies on a network share ({type}). An office file is destroyed there by a fault of the network. Name a folder on a disk of this computer: --data.',
  },
  'file-newer': {
    ru: 'Файл {file} создан более новой версией программы ({found}, эта знает {known}). Он не тронут. Установите новую версию.',
    en: 'The file {file} was made by a newer version of the program ({found}, this one knows {known}). It was not touched. Install the newer version.',
  },
  'file-foreign': {
    ru: 'Файл {file} создан другой программой. Он не тронут. Укажите другую папку: --data.',
    en: 'The file {file} was made by another program. It was not touched. Name another folder: --data.',
  },
  'file-damaged': {
    ru: 'Файл базы {file} повреждён ({words}). Он не тронут. Восстановите последнюю копию: golub restore ФАЙЛ.',
    en: 'The office file {file} is damaged ({words}). It was not touched. Restore the latest copy: golub restore FILE.',
  },
  'file-is-folder': {
    ru: '{file}: это папка, а здесь должен лежать файл базы. Уберите её или укажите другую папку: --data.',
    en: '{file} is a folder, and the office file belongs there. Move it away or name another folder: --data.',
  },
  'file-failed': {
    ru: 'Файл {file} не удалось обновить до этой версии ({words}). Он остался прежним.',
    en: 'The file {file} could not be brought to this version ({words}). It stayed as it was.',
  },
  'disk-full': {
    ru: 'Диск заполнен, записать нечем. Освободите место и запустите программу снова; сохранённые письма целы.',
    en: 'The disk is full, nothing can be written. Free some space and start the program again; what was stored is whole.',
  },
  'no-access': {
    ru: 'Нет доступа к {path}. Проверьте права на папку.',
    en: 'No access to {path}. Check the rights of the folder.',
  },
  'disk-read-only': {
    ru: 'Диск открыт только для чтения, записать {path} нельзя. Укажите папку на другом диске: --data.',
    en: 'The disk can only be read, so {path} cannot be written. Name a folder on another disk: --data.',
  },
  'no-folder': {
    ru: 'Создать папку {folder} нельзя: там, где она должна лежать, папок не создают. Укажите другую: --data.',
    en: 'The folder {folder} cannot be made: no folders are made where it should lie. Name another one: --data.',
  },
  'no-file': { ru: 'Нет такого файла: {path}.', en: 'There is no such file: {path}.' },
  'no-office': {
    ru: 'В папке {folder} ещё нет базы. Сначала запустите: golub serve.',
    en: 'There is no office in {folder} yet. Start it first: golub serve.',
  },
  'only-sample': {
    ru: 'В папке {folder} лежит только учебный офис. Чтобы команда взяла его, добавьте --sample; свою базу создаёт golub serve.',
    en: 'Only the sample office lies in {folder}. Add --sample for the command to take it; golub serve starts an office of your own.',
  },
  'key-damaged': {
    ru: 'Файл ключа {file} повреждён. Верните его из копии или введите фразу восстановления: golub key import.',
    en: 'The key file {file} is damaged. Put it back from a copy or enter the recovery phrase: golub key import.',
  },
  'phrase-missing': {
    ru: 'Фраза не введена. Введите её одной строкой через стандартный ввод; ключ не изменён.',
    en: 'No phrase was given. Give it in one line on standard input; the key was not changed.',
  },
  'phrase-wrong': {
    ru: 'Фраза набрана с ошибкой: контрольная сумма не сходится. Ключ не изменён.',
    en: 'The phrase is mistyped: its checksum does not fit. The key was not changed.',
  },
  'key-imported': {
    ru: 'Ключ принят и лежит в {file}. Перезапустите программу.',
    en: 'The key is in place: {file}. Restart the program.',
  },
  'key-sheet': {
    ru: 'Фраза восстановления. Запишите и храните отдельно от копий: вместе они открывают пароли ящиков.',
    en: 'The recovery phrase. Write it down and keep it apart from the copies: together they open the passwords of the mailboxes.',
  },
  'user-exists': { ru: 'Пользователь {email} уже есть.', en: 'The user {email} exists already.' },
  'user-added': { ru: 'Пользователь {email} добавлен.', en: 'The user {email} was added.' },
  'no-token': {
    ru: 'У {email} нет действующего ключа с названием «{name}».',
    en: '{email} has no valid token named "{name}".',
  },
  'token-revoked': { ru: 'Отозвано ключей: {count}.', en: 'Tokens revoked: {count}.' },
  'no-user': { ru: 'Пользователя {email} нет.', en: 'There is no user {email}.' },
  'address-malformed': { ru: '{email} не похоже на адрес почты.', en: '{email} is not an e-mail address.' },
  'password-short': {
    ru: 'В пароле должно быть не меньше 10 знаков.',
    en: 'The password needs at least 10 characters.',
  },
  'password-set': {
    ru: 'Пароль {email} изменён, открытые сеансы закрыты.',
    en: 'The password of {email} was changed and open sessions were ended.',
  },
  'no-password-stdin': {
    ru: 'Передайте пароль через стандартный ввод: --password-stdin.',
    en: 'Give the password on standard input: --password-stdin.',
  },
  'check-clean': {
    ru: 'База цела. Писем: {messages}, разговоров: {conversations}.',
    en: 'The office is sound. Letters: {messages}, conversations: {conversations}.',
  },
  'check-faults': { ru: 'Найдены ошибки: {count}.', en: 'Faults found: {count}.' },
  'backup-done': {
    ru: 'Копия готова и проверена: {file}, {megabytes} МБ.',
    en: 'The copy is made and checked: {file}, {megabytes} MB.',
  },
  'backup-broken': {
    ru: 'Копия не прошла проверку ({words}) и удалена. Проверьте диск и базу: golub check.',
    en: 'The copy did not pass its check ({words}) and was removed. Check the disk and the office: golub check.',
  },
  'backup-exists': {
    ru: 'Файл {file} уже есть. Укажите другое имя: копии не перезаписываются.',
    en: 'The file {file} exists already. Give another name: copies are never overwritten.',
  },
  'backup-no-folder': {
    ru: 'Папки {folder} нет, копию некуда положить. Создайте её или укажите файл в другой папке.',
    en: 'There is no folder {folder} to put the copy into. Make it or name a file in another folder.',
  },
  'restore-foreign': {
    ru: 'Файл {file} не похож на копию этой программы: {object}. Ничего не изменено.',
    en: 'The file {file} is not a copy made by this program: {object}. Nothing was changed.',
  },
  'restore-damaged': {
    ru: 'Файл {file} повреждён ({words}). Ничего не изменено; возьмите другую копию.',
    en: 'The file {file} is damaged ({words}). Nothing was changed; take another copy.',
  },
  'restore-done': {
    ru: 'Копия открыта. Прежняя база лежит в {aside}. Получение и отправка писем стоят, пока вы не подтвердите это в программе; администратор войдёт по ссылке, которую напечатает golub serve.',
    en: 'The copy is in place. The former office lies in {aside}. Receiving and sending rest until you confirm it in the program; the administrator enters by the link that golub serve prints.',
  },
  'restore-done-new': {
    ru: 'Копия открыта. Получение и отправка писем стоят, пока вы не подтвердите это в программе; администратор войдёт по ссылке, которую напечатает golub serve.',
    en: 'The copy is in place. Receiving and sending rest until you confirm it in the program; the administrator enters by the link that golub serve prints.',
  },
  'import-none': {
    ru: 'В указанном нет писем: ожидаются mbox, .eml или Maildir.',
    en: 'No letters there: mbox, .eml or Maildir are expected.',
  },
  'import-done': {
    ru: 'Готово. Новых писем: {added}, уже были: {known}, не разобрано: {broken}, файлов без писем: {other}.',
    en: 'Done. New letters: {added}, here already: {known}, not parsed: {broken}, files without letters: {other}.',
  },
  'import-ended': {
    ru: 'Golub остановился посреди загрузки. Загруженные письма сохранены. Запустите его снова (golub serve) или оставьте закрытым и повторите команду: она загрузит остальные, повторов не будет.',
    en: 'Golub stopped in the middle of the import. The letters that came are kept. Start it again (golub serve) or leave it closed, and repeat the command: it brings in the rest, and nothing twice.',
  },
  'program-ended': {
    ru: 'Golub остановился, не закончив команду. Запустите его снова (golub serve) или оставьте закрытым и повторите команду.',
    en: 'Golub stopped before the command was done. Start it again (golub serve) or leave it closed, and repeat the command.',
  },
  'import-progress': { ru: 'Загружено {done}', en: 'Loaded {done}' },
  'mailbox-other-owner': {
    ru: 'Ящик {address} есть у нескольких пользователей. Укажите, чей: --user.',
    en: 'Several users have the mailbox {address}. Say whose: --user.',
  },
  'no-administrator': {
    ru: 'В базе ещё нет пользователей. Сначала добавьте администратора: golub serve или golub user add.',
    en: 'The office has no users yet. Add the administrator first: golub serve or golub user add.',
  },
  'port-moved': {
    ru: 'Порт {usual} занят другой программой, поэтому взят {port}. Свой порт: --port.',
    en: 'Port {usual} is used by another program, so {port} was taken. For a port of your own: --port.',
  },
  'running-at': { ru: 'Golub работает: {url}', en: 'Golub is running: {url}' },
  'enter-at': {
    ru: 'Откройте эту ссылку: она действует 10 минут и один раз.',
    en: 'Open this link: it works once, for 10 minutes.',
  },
  'held-note': {
    ru: 'База восстановлена из копии: получение и отправка писем стоят, пока вы не подтвердите это в программе.',
    en: 'The office was restored from a copy: receiving and sending rest until you confirm it in the program.',
  },
  stopping: { ru: 'Останавливаюсь…', en: 'Stopping…' },
  restarting: { ru: 'Запускаюсь заново…', en: 'Starting again…' },
  'half-command': {
    ru: 'После «golub {command}» не хватает слова: {words}. Как пользоваться: golub --help.',
    en: 'A word is missing after "golub {command}": {words}. How to use it: golub --help.',
  },
  'unknown-command': {
    ru: 'Нет такой команды: {command}. Список: golub --help.',
    en: 'There is no command {command}. See golub --help.',
  },
  'unknown-option': {
    ru: 'Нет такого ключа: {option}. Список: golub --help.',
    en: 'There is no option {option}. See golub --help.',
  },
  'option-empty': {
    ru: 'После {option} не хватает значения. Как пользоваться: golub --help.',
    en: 'A value is missing after {option}. How to use it: golub --help.',
  },
  'option-alone': {
    ru: '{option} пишется без значения. Как пользоваться: golub --help.',
    en: '{option} takes no value. How to use it: golub --help.',
  },
  'stray-word': {
    ru: 'Лишнее слово: {word}. Как пользоваться: golub --help.',
    en: 'One word too many: {word}. How to use it: golub --help.',
  },
  'port-malformed': {
    ru: '--port {text} не номер порта. Нужно число до 65535.',
    en: '--port {text} is no port number. Give a number up to 65535.',
  },
  'role-unknown': {
    ru: 'Нет роли {role}. Бывают admin (администратор) и manager (сотрудник).',
    en: 'There is no role {role}. The roles are admin and manager.',
  },
  'missing-file': {
    ru: 'Не указан файл. Как пользоваться: golub --help.',
    en: 'No file is named. How to use it: golub --help.',
  },
  'missing-option': {
    ru: 'Не хватает: {option}. Как пользоваться: golub --help.',
    en: 'Missing: {option}. How to use it: golub --help.',
  },
  'failed-early': { ru: 'Программа ошиблась: {words}.', en: 'The program made a mistake: {words}.' },
  'failed-inside': {
    ru: 'Программа ошиблась: {words}. Подробности в журнале {log}.',
    en: 'The program made a mistake: {words}. Details are in the log {log}.',
  },
} satisfies Record<string, Record<Locale, string>>

export type Sentence = keyof typeof WORDS

export function say(
  sentence: Sentence,
  params: Record<string, string | number> = {},
  locale: Locale = localeOf(),
): string {
  return WORDS[sentence][locale].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
}

/** By the environment, as other programs of the command line do. */
export function localeOf(env: NodeJS.ProcessEnv = process.env): Locale {
  const named = env.LC_ALL || env.LC_MESSAGES || env.LANG || Intl.DateTimeFormat().resolvedOptions().locale
  return /^ru\b|^ru_/i.test(named) ? 'ru' : 'en'
}

export const HELP: Record<Locale, string> = {
  ru: `Golub, почта и клиенты небольшого офиса.

  golub serve [--port N] [--host H] [--allow-host ИМЯ] [--no-open] [--json]
      Запускает программу и печатает её адрес.
      --json печатает одну строку, когда программа готова.
      --allow-host: имя, под которым открывают программу, или почтовый сервер внутренней сети.
  golub user add --name ИМЯ --email АДРЕС --role admin|manager --password-stdin
  golub user password --email АДРЕС --password-stdin
  golub token add|revoke --user АДРЕС [--name НАЗВАНИЕ]
      Печатает ключ для программ (REST).
  golub import --mailbox АДРЕС [--user АДРЕС] ФАЙЛ|ПАПКА...
      Письма из mbox, .eml и Maildir.
  golub check [--deep]
      Проверяет базу; код 1, если есть ошибки.
  golub backup ФАЙЛ
  golub restore ФАЙЛ
  golub key export | golub key import
      Фраза восстановления ключа, которым закрыты пароли ящиков.

  --data ПАПКА   другая папка с базой, у каждой команды
  --sample       учебный офис вместо своего, у каждой команды
  --help, --version
`,
  en: `Golub, mail and clients of a small office.

  golub serve [--port N] [--host H] [--allow-host NAME] [--no-open] [--json]
      Starts the program and prints its address.
      --json prints one line when the program is ready.
      --allow-host: a name under which the program is opened, or a mail server of the inner network.
  golub user add --name NAME --email ADDRESS --role admin|manager --password-stdin
  golub user password --email ADDRESS --password-stdin
  golub token add|revoke --user ADDRESS [--name LABEL]
      Prints a token for programs (REST).
  golub import --mailbox ADDRESS [--user ADDRESS] FILE|FOLDER...
      Letters from mbox, .eml and Maildir.
  golub check [--deep]
      Checks the office; exit code 1 when there are faults.
  golub backup FILE
  golub restore FILE
  golub key export | golub key import
      The recovery phrase of the key that seals the passwords of the mailboxes.

  --data FOLDER   another folder of the office, with every command
  --sample        the sample office instead of your own, with every command
  --help, --version
`,
}
