import * as vscode from 'vscode';

const template = `/** Two subnets, two nodes, one web application behind an ALB. */
vpc prod 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet public-a  10.0.0.0/24  zone us-east-1a { route 0.0.0.0/0 -> igw }
  subnet public-b  10.0.1.0/24  zone us-east-1b { route 0.0.0.0/0 -> igw }
  subnet private-a 10.0.16.0/20 zone us-east-1a
}

cluster shop on eks in prod {
  nodegroup workers m5.large nodes 2 in private-a
  deployment web replicas 3 { labels app=web; port http 8080 }
  service web { selector app=web; port 80 -> http }
  ingress web on alb {
    scheme internet-facing
    target-type ip
    rule host "shop.example.com" path "/" -> web:80
  }
}

walk "a customer opens the shop" from internet to "http://shop.example.com/" {
  expect delivered to deployment web
  expect seen-source load-balancer
}
`;

/** Opens an unsaved file with a small topology and one walk. */
export async function newFile(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'netk', content: template });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}
