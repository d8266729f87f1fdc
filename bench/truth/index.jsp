<%@ page contentType="text/html; charset=UTF-8" %>
<html><body>
<% session.setAttribute("seen", System.nanoTime());
   for (int i = 0; i < 199; i++) { %><p>line <%= i %> of <%= session.getId() %></p>
<% } %>
</body></html>
