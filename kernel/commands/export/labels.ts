// The words that a page adds around the course text, in the languages that we can write ourselves.

export interface Labels {
  readonly skip: string;
  readonly contents: string;
  readonly chapters: string;
  readonly course: string;
  readonly theme: string;
  readonly themes: { readonly auto: string; readonly light: string; readonly dark: string };
  readonly copy: string;
  readonly copied: string;
  readonly showCode: string;
  readonly showOutput: string;
  readonly showText: string;
  readonly showAll: string;
  readonly showLess: string;
  readonly exercise: string;
  readonly solution: string;
  readonly check: string;
  readonly output: string;
  readonly code: string;
  readonly leftOut: string;
  readonly figure: string;
  readonly image: string;
  readonly missingImage: string;
  readonly linkHere: string;
  readonly download: string;
  readonly previous: string;
  readonly next: string;
  readonly search: string;
  readonly searchHint: string;
  readonly noResults: string;
  readonly resume: string;
  readonly read: string;
  readonly start: string;
}

/** The labels for a BCP 47 tag; English for languages that are not here. */
export function labelsFor(language: string): Labels {
  const [primary = "en"] = language.toLowerCase().split("-");
  return languages[primary] ?? english;
}

const english: Labels = {
  skip: "Skip to the text",
  contents: "On this page",
  chapters: "Chapters",
  course: "Course",
  theme: "Colours",
  themes: { auto: "as the system", light: "light", dark: "dark" },
  copy: "Copy",
  copied: "Copied",
  showCode: "Code",
  showOutput: "Output",
  showText: "Text",
  showAll: "Show all",
  showLess: "Show less",
  exercise: "Exercise",
  solution: "Solution",
  check: "Check",
  output: "Output",
  code: "Code",
  leftOut: "lines are left out here; the notebook has them",
  figure: "Figure",
  image: "Picture",
  missingImage: "picture not included",
  linkHere: "Link to this section",
  download: "Notebook",
  previous: "Previous",
  next: "Next",
  search: "Search",
  searchHint: "Search the course",
  noResults: "Nothing found for",
  resume: "Continue reading",
  read: "read",
  start: "Start reading",
};

const languages: Record<string, Labels> = {
  en: english,
  de: {
    skip: "Zum Text springen",
    contents: "Auf dieser Seite",
    chapters: "Kapitel",
    course: "Kurs",
    theme: "Farben",
    themes: { auto: "wie das System", light: "hell", dark: "dunkel" },
    copy: "Kopieren",
    copied: "Kopiert",
    showCode: "Code",
    showOutput: "Ausgabe",
    showText: "Text",
    showAll: "Alles zeigen",
    showLess: "Weniger zeigen",
    exercise: "Aufgabe",
    solution: "Lösung",
    check: "Probe",
    output: "Ausgabe",
    code: "Code",
    leftOut: "Zeilen sind hier ausgelassen; im Notebook stehen sie",
    figure: "Abbildung",
    image: "Bild",
    missingImage: "Bild nicht enthalten",
    linkHere: "Link auf diesen Abschnitt",
    download: "Notebook",
    previous: "Zurück",
    next: "Weiter",
    search: "Suche",
    searchHint: "Im Kurs suchen",
    noResults: "Nichts gefunden zu",
    resume: "Weiterlesen",
    read: "gelesen",
    start: "Mit dem Lesen beginnen",
  },
  fr: {
    skip: "Aller au texte",
    contents: "Sur cette page",
    chapters: "Chapitres",
    course: "Cours",
    theme: "Couleurs",
    themes: { auto: "comme le système", light: "clair", dark: "sombre" },
    copy: "Copier",
    copied: "Copié",
    showCode: "Code",
    showOutput: "Sortie",
    showText: "Texte",
    showAll: "Tout afficher",
    showLess: "Réduire",
    exercise: "Exercice",
    solution: "Solution",
    check: "Vérification",
    output: "Sortie",
    code: "Code",
    leftOut: "lignes sont omises ici ; elles se trouvent dans le notebook",
    figure: "Figure",
    image: "Image",
    missingImage: "image non incluse",
    linkHere: "Lien vers cette section",
    download: "Notebook",
    previous: "Précédent",
    next: "Suivant",
    search: "Rechercher",
    searchHint: "Rechercher dans le cours",
    noResults: "Aucun résultat pour",
    resume: "Reprendre la lecture",
    read: "lu",
    start: "Commencer la lecture",
  },
};
