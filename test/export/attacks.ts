// HTML that would call `attack()`, reach the network or cover the page if nothing cleaned it.

export const attacks = [
  "<script>attack()</script>",
  "<img src=x onerror=attack()>",
  '<a href="javascript:attack()">x</a>',
  '<a href=" java\tscript:attack()">x</a>',
  "<svg onload=attack()><script>attack()</script></svg>",
  "<iframe srcdoc='<script>attack()</script>'></iframe>",
  "<object data=attack.html></object><embed src=attack.html>",
  "<form action=https://attack.example><input name=attack></form>",
  "<meta http-equiv=refresh content='0;url=https://attack.example'>",
  "<base href=https://attack.example/>",
  "<link rel=stylesheet href=https://attack.example/a.css>",
  "<style>@import 'https://attack.example/a.css'; body { display: none }</style>",
  '<div style="background:url(https://attack.example/a.png);position:fixed;inset:0">x</div>',
  '<p style="width:expression(attack())">x</p>',
  "<math><mtext><table><mglyph><style><img src=x onerror=attack()></style></mglyph></table></mtext></math>",
  "<noscript><img src=x onerror=attack()></noscript>",
  "<details open ontoggle=attack()>x</details>",
  "<template><script>attack()</script></template>",
  '<video src="https://attack.example/v.mp4" onerror=attack()></video>',
  '<td background="https://attack.example/a.png">x</td>',
];
