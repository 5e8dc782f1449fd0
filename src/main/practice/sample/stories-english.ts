/** Letters with partners abroad. See story-text.ts for the form. */
export const STORIES_ENGLISH = `
# en-quote | Quotation request: {model} ~ Request for quotation, {qty} pcs
>
Dear {me},

could you please quote {qty} pieces of {model}, DAP {city}? We need them on site by {date+30}. Certificates (CE, ENEC) are a must.
< 4h
Dear {name},

{qty} pieces of {model} come to EUR {sum}, DAP {city}, three weeks from order. Certificates and the data sheet are attached, offer no. {no}.
[Offer_{no}.pdf]
> 1d
Thank you, that was quick. [[I will get back to you after our Monday meeting.|We are comparing two offers and will decide this week.]]
> 3d
Good news, we go with you. Purchase order attached.
[PO_{no2}.pdf]
< 2h
Thank you very much, {name}! Order confirmed, dispatch on {date+18}.

# en-delivery | Where is order {no}? ~ Order {no}, delivery status
>
Hi {me}, our site manager is asking about order {no} twice a day now. Any news from the carrier?
< 1h
Hi {name}, it cleared customs this morning and should be with you on {date+3}. I asked the driver to call an hour before.
> 4d
Arrived and counted, all {qty} are there. Please thank the driver, he waited for our forklift.

# en-broken | Two broken covers in order {no} ~ Damage on arrival
>
Hello, two of the {qty} covers were cracked on arrival. The boxes looked fine from the outside. Photo attached.
[cracked.png]
< 3h
Hello {name}, sorry about that. Two new ones are on the way by post, no need to return anything. We will add a foam ring to the box from now on.
> 6d
New covers received, thank you. The foam ring is a good idea.

# en-invoice | VAT number on invoice {no} ~ Invoice {no} needs a correction
>
Dear {me}, our VAT number is missing on invoice {no}, accounting cannot book it. Please reissue.
< 50m
Dear {name}, corrected invoice attached. My apologies for the extra round.
[Invoice_{no}.pdf]
> 1d
Booked and scheduled for payment on {date+9}.

# en-dimming | DALI or 1-10 V? ~ Dimming question for {model}
>
Hi {me}, the electrician wants DALI, the client already has 1-10 V wiring. Can {model} do both?
< 1d
Hi {name}, one driver cannot, but we can ship it with either. If the wiring is already in the ceiling I would not touch it: 1-10 V works fine for {qty} fittings on four groups.
> 5h
Agreed, nobody wants to open that ceiling again. 1-10 V it is.

# en-design | Warm light for the lobby ~ Lobby scheme, second round
>
Dear {me}, the architect would like 2700 K in the lobby but 3000 K at the reception desk. Will it look like a mistake?
< 1d
Dear {name}, it usually does, unless there is something between the two zones. A dark beam or a plant would be enough. Two quick renderings are attached so you can show both.
[Lobby_2700_3000.png]
> 2d
We showed them, the client picked 2700 K everywhere. The plant will come anyway :)
< 3h
A good end. I will send the revised list of {qty} fittings today.
[Fittings_rev2.xlsx]

# en-fair | See you at the fair? ~ Meeting at the lighting fair
>
Hi {me}, are you going to the fair this year? We have {date+21} free in the afternoon.
< 5h
Hi {name}, we are, hall 4, the small stand with the big lamp. 15:00 would be perfect, coffee is on us.
> 2d
15:00 it is. I will bring the drawings of the next project.

# en-lead-time | Lead time for {qty} x {model} ~ Can you deliver by {date+25}?
>
Hello {me}, be honest please: {qty} x {model} by {date+25}, yes or no? The penalty on our side is 1 % per day.
< 2h
Hello {name}, honest answer: two thirds by then, the rest a week later. I would rather say it now than in three weeks.
> 1d
Appreciated. Two thirds is enough to open the first floor. Please go ahead.
< 2h
Confirmed, production starts tomorrow. You will get a photo of the pallets before dispatch.

# en-lens | Lens 25 degrees, new tool ~ Sample lenses ready | who=wang
>
Dear {me}, the new 25 degree lens is ready. Efficiency 92.4 %, the sample report is attached. Shall I send ten pieces by courier?
[Lens_report.pdf]
< 1d
Dear Lily, please do. And if possible five of them in frosted, we want to compare the edges.
> 2d
Sent today, five clear and five frosted. Happy to hear your opinion, please be strict.
< 8d
Strict opinion: frosted is excellent, clear has a yellow ring at the border. Can the ring go away?
> 2d
Yes, we changed the gate of the mould. New samples next week, thank you for the photo.

# en-greenhouse | Grow lights, second bay ~ Spectrum for cucumbers | who=devries
>
Hi {me}, the first bay does very well, so we want the second one too. Cucumber this time. Same spectrum or a bit more blue?
< 1d
Hi Pieter, a bit more blue, about 12 %, otherwise the stems get too long. I attach the recipe that a grower in Krasnodar uses.
[Recipe_cucumber.pdf]
> 3d
Good, we trust the grower from Krasnodar. {qty} pieces then, delivery before {date+30}.

# en-payment | Payment for invoice {no} ~ Remittance advice {no2}
>
Dear {me}, payment for invoice {no} went out today, remittance advice attached.
[Remittance_{no2}.pdf]
< 1d
Dear {name}, received with thanks. A pleasure as always.

# en-reference | Reference for a tender ~ May we name you as a reference?
<
Dear {name}, we take part in a tender for a terminal and would like to name your project as a reference. Would that be all right? They may call once.
> 1d
Dear {me}, of course. They should call before 15:00, after that I am in the hangar where nobody hears the phone.
< 2h
Perfect, I will tell them exactly that. Thank you!

# en-noise | Flicker in the meeting room ~ Cameras see stripes
>
Hi {me}, on video calls our camera shows dark stripes. To the eye everything is fine. Are the lamps broken?
< 3h
Hi {name}, not broken: the camera shutter and an old dimmer do not like each other. Please set the dimmer to 100 % for a test.
> 1d
No stripes at 100 %. So the dimmer, then.
< 1h
The dimmer. I will put two modern ones into the next box, EUR 38 each, or you buy them locally if faster.
> 4h
Put them in the box, please.

# en-cancel | Project on hold ~ Order {no} on hold
>
Dear {me}, bad news: the investor stopped the project. We have to put order {no} on hold, probably until spring.
< 2h
Dear {name}, sorry to hear that. The goods stay in our warehouse free of charge until April. Let me know when the wind changes.
> 5h
Thank you, that takes one worry off my list.
`
