/** What a new file starts with: two nodes, one web application, and a question that has an answer. */
export const template = `/** Two subnets, two nodes, one web application. */
vpc prod 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet public-a  10.0.0.0/24  zone us-east-1a { route 0.0.0.0/0 -> igw }
  subnet private-a 10.0.16.0/20 zone us-east-1a
  subnet private-b 10.0.32.0/20 zone us-east-1b
}

cluster shop on eks in prod {
  nodegroup workers m5.large nodes 2 in private-a, private-b
  deployment web replicas 3 { labels app=web; port http 8080 }
  service web { selector app=web; port 80 -> http }
}

walk "one web pod calls the Service" from web-1 to web:80 {
  expect delivered to deployment web
}
`;
