"""The one statement of the brief. It answers one row whose parts are JSON (touchpoints/brief/reading.py gives them shape).

Every table is reached through an index led by the organization. A term's `kept` and `judged` count one verdict an interaction:
the customer's word before a member's before a rule's (decisions.md 10).
"""

_PEOPLE = """
SELECT json_agg(json_build_object('name', p.name, 'role', p.role, 'language', p.language, 'time_zone', p.time_zone,
         'numbers', (SELECT json_agg(json_build_array(n.e164, n.extension) ORDER BY n.position, n.id)
                       FROM presence_phonenumber n
                      WHERE n.organization_id = c.organization_id AND n.customer_id = c.id AND n.contact_id = p.id),
         'emails', (SELECT json_agg(e.address ORDER BY e.position, e.id) FROM presence_emailaddress e
                     WHERE e.organization_id = c.organization_id AND e.customer_id = c.id AND e.contact_id = p.id))
       ORDER BY p.position, p.id)::text AS list
  FROM presence_contact p WHERE p.organization_id = c.organization_id AND p.customer_id = c.id
"""

_VERDICTS = """
SELECT count(*) FILTER (WHERE said.verdict = 'kept') AS kept,
       count(*) FILTER (WHERE said.verdict IN ('kept', 'broken')) AS judged,
       max(said.occurred_at) FILTER (WHERE said.verdict = 'broken') AS missed_at
  FROM (SELECT DISTINCT ON (k.interaction_id) k.verdict, i.occurred_at
          FROM touchpoints_check k
          JOIN touchpoints_interaction i ON i.organization_id = k.organization_id AND i.id = k.interaction_id
         WHERE k.organization_id = c.organization_id AND k.term_key = l.key AND i.deleted_at IS NULL
         ORDER BY k.interaction_id, array_position(ARRAY['customer', 'person', 'rule'], k.basis::text)) AS said
"""

_LINES = f"""
SELECT json_agg(json_build_object('kind', l.kind, 'text', x.text, 'flexibility', l.flexibility, 'due_at', l.due_at,
         'amount', l.amount::text, 'kept', verdicts.kept, 'judged', verdicts.judged, 'missed_at', verdicts.missed_at)
       ORDER BY l.position) AS list
  FROM promises_term l
  LEFT JOIN promises_termwording x ON x.organization_id = c.organization_id AND x.id = l.id
 CROSS JOIN LATERAL ({_VERDICTS}) AS verdicts
 WHERE l.organization_id = c.organization_id AND l.revision_id = r.id
"""  # noqa: S608  parts of one constant statement

_OPEN = """
SELECT p.id, p.state, p.external_ref, p.current_number, p.created_at, p.state = 'agreed' AS binding, count(*) OVER () AS amount
  FROM promises_promise p
 WHERE p.organization_id = c.organization_id AND p.customer_id = c.id AND p.state IN ('draft', 'in_review', 'agreed')
 ORDER BY binding DESC, p.created_at DESC, p.id DESC LIMIT %(promises)s
"""

_MADE = f"""
SELECT max(latest.amount) AS amount,
       json_agg(json_build_object('id', latest.id, 'state', latest.state, 'external_ref', latest.external_ref,
         'number', latest.current_number, 'written_at', r.created_at, 'source', r.source, 'time', r.time_flexibility,
         'cost', r.cost_flexibility, 'scope', r.scope_flexibility, 'title', w.title, 'first_truth', w.first_truth,
         'lines', lines.list) ORDER BY latest.binding DESC, latest.created_at DESC, latest.id DESC)::text AS list
  FROM ({_OPEN}) AS latest
  JOIN promises_revision r
    ON r.organization_id = c.organization_id AND r.promise_id = latest.id AND r.number = latest.current_number
  LEFT JOIN promises_revisionwording w ON w.organization_id = c.organization_id AND w.id = r.id
 CROSS JOIN LATERAL ({_LINES}) AS lines
"""  # noqa: S608  parts of one constant statement

_MET = """
SELECT json_agg(json_build_object('at', i.occurred_at, 'touchpoint', i.touchpoint, 'handled_by', i.handled_by,
         'channel', i.channel, 'seconds', i.seconds, 'outcome', i.outcome) ORDER BY i.occurred_at DESC)::text AS list
  FROM (SELECT i.occurred_at, t.name AS touchpoint, i.handled_by, i.channel, i.seconds, i.outcome
          FROM touchpoints_interaction i
          JOIN touchpoints_touchpoint t ON t.organization_id = i.organization_id AND t.id = i.touchpoint_id
         WHERE i.organization_id = c.organization_id AND i.customer_id = c.id AND i.deleted_at IS NULL
         ORDER BY i.occurred_at DESC LIMIT %(contacts)s) AS i
"""

_MOMENTS = """
SELECT json_agg(t.name ORDER BY s.position, t.position)::text AS list
  FROM touchpoints_touchpoint t
  JOIN touchpoints_stage s ON s.organization_id = t.organization_id AND s.id = t.stage_id
 WHERE t.organization_id = c.organization_id AND t.mode = 'human_only' AND t.archived_at IS NULL
"""

BRIEF = f"""
SELECT c.id, c.name, c.external_ref, c.segment, c.annual_value, c.renewal_date, c.time_zone,
       coalesce(u.name, ''), coalesce(t.name, ''), people.list, made.list, coalesce(made.amount, 0), met.list, moments.list
  FROM presence_customer c
  LEFT JOIN presence_membership m ON m.organization_id = c.organization_id AND m.id = c.owner_id
  LEFT JOIN presence_user u ON u.id = m.user_id
  LEFT JOIN presence_team t ON t.organization_id = m.organization_id AND t.id = m.team_id
 CROSS JOIN LATERAL ({_PEOPLE}) AS people
 CROSS JOIN LATERAL ({_MADE}) AS made
 CROSS JOIN LATERAL ({_MET}) AS met
 CROSS JOIN LATERAL ({_MOMENTS}) AS moments
 WHERE c.organization_id = %(organization)s AND c.id = %(customer)s
"""  # noqa: S608  parts of one constant statement
