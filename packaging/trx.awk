# Reads a .trx file; prints each skipped test with its reason, then the line `passed failed skipped`.
# The file's own Counters are of no use: they say notExecuted="0" whatever was skipped.

function attribute(name) {
  return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
}

function plain(text) {
  gsub(/&quot;/, "\"", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&#x[AD];/, " ", text)
  gsub(/&amp;/, "\\&", text)
  return text
}

/<UnitTestResult / {
  outcome = attribute("outcome")
  if (outcome == "Passed") passed++
  else if (outcome != "NotExecuted") failed++
  else {
    skipped++
    name = plain(attribute("testName"))
    if (/\/>/) print "skipped  " name ": no reason given"
  }
}

outcome == "NotExecuted" && /<Message>/ {
  sub(/.*<Message>/, "")
  sub(/<\/Message>.*/, "")
  print "skipped  " name ": " plain($0)
}

END { print passed + 0, failed + 0, skipped + 0 }
