SELECT indicator, number, reason_sv FROM definition_versions WHERE comparability = 'none' ORDER BY indicator, number
