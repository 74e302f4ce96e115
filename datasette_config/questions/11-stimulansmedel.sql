SELECT p.id, p.year, a.kind, a.qualifier, a.amount, a.recipient
FROM grant_amounts a JOIN grant_programmes p ON p.id = a.programme
