/** A file whose one walk has as many branches as a Service has endpoints: it takes seconds. */
export const longWalk = (endpoints: number): string => `vpc v 10.0.0.0/16 {
  subnet s 10.0.0.0/17 zone a
}
cluster c on eks in v {
  nodegroup big m5.24xlarge nodes ${Math.ceil(endpoints / 700) + 1} in s
  node one m5.4xlarge in s { pod caller eni 0 }
  deployment api replicas ${endpoints} { port http 8080; expose 80 -> http }
}
walk long from caller to api:80
`;

/** The same where no two endpoints are alike, so that every way is walked. */
export const unlikeWalk = (endpoints: number): string => `vpc v 10.0.0.0/16 {
  subnet s 10.0.0.0/17 zone a
}
cluster c on eks in v {
  nodegroup big m5.24xlarge nodes ${Math.ceil(endpoints / 700) + 1} in s
  node one m5.4xlarge in s { pod caller eni 0 }
  service api { selector app=api; port 80 -> 8080 }
${Array.from({ length: endpoints }, (_, i) => `  pod w${i} on big { labels app=api; port 8080; port ${20_000 + i} }`).join('\n')}
}
walk long from caller to api:80
`;
