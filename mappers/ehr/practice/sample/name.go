package sample

var (
	womensNames = []string{
		"Mary", "Linda", "Jennifer", "María", "Aisha", "Chloé", "Zoë", "Ngọc", "Siân", "Anneliese", "Fatima", "Olga",
		"Renée", "Grace", "Hannah", "Ruth", "Mei-Ling", "Priya", "Deborah", "Sinéad", "Ana", "Joy 😀", "淑芬",
	}
	mensNames = []string{
		"James", "Robert", "José", "Ahmed", "François", "Søren", "Minh", "Jean-Luc", "Darnell", "Łukasz", "Jürgen",
		"William", "D'Andre", "Raj", "Thomas", "Günther", "Kofi", "Ivan", "Samuel", "Peter", "Álvaro", "太郎",
	}
	surnames = []string{
		"Smith", "Johnson", "O'Brien", "García", "Núñez", "Nguyễn", "Müller", "Smith-Jones", "D'Angelo", "Łuczak",
		"Begay", "Washington", "van der Berg", "de la Cruz", "Kowalski", "Öztürk", "Chen", "Patel", "Kim", "Yazzie",
		"Brown", "Davis", "Wilson", "O'Neill", "Mac Giolla", "100% Real", "Under_Line", "Back\\Slash", "St. John",
		"Silva", "田中", "Le \"Roi\"",
	}
	languages = []string{"en", "en", "en", "en", "en", "es", "es", "zh", "vi", "fr", ""}
	streets   = []string{"Elm St", "Rue de l'Église", "Peña Blvd", "Main St", "Cañon Rd", "Lake Ave", "Straße 12", "Hill Rd #4"}
	reasons   = []string{
		"Annual physical", "Cough and fever", "Follow-up: blood pressure", "Back pain (3 weeks)", "Rash", "Sore throat",
		"Medication refill", "\"Dizzy\" since Monday", "Don't feel well", "Diabetes check, A1c > 7 %", "",
	}
)
